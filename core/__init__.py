"""What every part stands on: settings, database, accounts, errors, clock, money, log."""
