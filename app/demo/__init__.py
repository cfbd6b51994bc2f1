"""An invented province for trying things out: sample data, made by the services' own functions."""
