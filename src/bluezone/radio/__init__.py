"""The air: how a beacon leaves one phone and reaches another.

A port, and behind it a room in memory, any Bluetooth HCI controller by way of Bumble, captures and replays.
"""
