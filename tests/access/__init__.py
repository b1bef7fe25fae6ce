"""Who gets in where, and whose data they find there: asked of every route, live."""
