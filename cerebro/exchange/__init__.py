"""What other tools read and write: SARIF 2.1.0 and the JSON of coverage.py."""
