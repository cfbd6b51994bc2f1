"""Recognition decisions (quyết định công nhận) and publication."""
