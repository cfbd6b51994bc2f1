"""Many documents of a campaign as one streamed zip."""
