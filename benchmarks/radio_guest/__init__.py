"""A machine with a real Linux kernel and a real bluetoothd, and no Bluetooth adapter but one that we simulate."""
