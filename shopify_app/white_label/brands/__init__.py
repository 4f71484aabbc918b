"""Brand profiles: how each trader looks to consignees, drafted, proved, approved as versions."""
