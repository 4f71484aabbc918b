"""What noon may sell: the stock of paired goods, told to noon as absolute figures."""
