"""The trail: what happened and who looked, chained so that nothing can be changed unseen."""
