"""The report jobs and the files they produce."""
