"""The gate through which personal data are seen or leave, and the register of each time."""
