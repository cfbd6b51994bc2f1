"""Lists of bodies as imports: by the rules of `app.bodies.load`, and undone again."""
