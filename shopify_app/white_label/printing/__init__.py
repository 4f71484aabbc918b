"""Papers of an order in its trader's name: gathered, drawn, searched, printed."""
