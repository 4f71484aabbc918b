"""Customs papers: the names the law wants, on papers for authorities alone, and what goods and packing must carry."""
