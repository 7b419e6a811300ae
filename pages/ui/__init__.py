"""What pages share: state, cache, and how results are shown."""
