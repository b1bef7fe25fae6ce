"""Regions, municipalities and providers."""
