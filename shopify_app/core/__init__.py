"""What every feature stands on: settings, database, keys, inbox and outbox, jobs, HTTP, errors, money, time."""
