"""The first screen of each role: what should I do now?"""
