"""Judges what Ask answers: questions, gold answers from hand-written SQL, and the comparison."""
