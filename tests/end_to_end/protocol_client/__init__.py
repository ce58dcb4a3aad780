"""A second client for Minsync, written from sync_protocol/PROTOCOL.md alone."""
