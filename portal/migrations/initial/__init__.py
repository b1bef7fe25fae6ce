"""The steps of the first migration, a module a topic. History: not to be edited any more."""
