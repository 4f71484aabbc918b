"""The papers in a parcel, in the trader's name."""
