"""Errors of CEREBRO, under the tree of core/errors.py.

SellerMonitorError
  RepositoryError     a repository cannot be read as asked: name another commit or path
  StageSkipped        a stage has nothing to do, and says why (not a failure)
  CheckFailed         a tool gave up over the commit: its last words say why
  DecisionRefused     a decision lacks what it needs: a reason, a day to come, a number
  ImportRefused       a file of another tool cannot be read: nothing of it is kept
"""

from __future__ import annotations

from core.errors import SellerMonitorError


class RepositoryError(SellerMonitorError):
    """The repository cannot be read as asked. Name another path or commit."""


class StageSkipped(SellerMonitorError):
    """A stage has nothing to do here; its sentence says why. The other stages go on."""


class CheckFailed(SellerMonitorError):
    """A tool gave up over the commit. Mend what its words say, then check again."""


class DecisionRefused(SellerMonitorError):
    """A decision cannot be taken as given. The sentence says what is missing."""


class ImportRefused(SellerMonitorError):
    """A file of another tool cannot be read. Nothing of it was kept; make it anew."""
