"""The grammar of attribution: how Chinese pages and texts say whose words they print."""
