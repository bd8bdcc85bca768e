"""The public-wifi notice: a small program for a gateway box, which knows neither Django nor the rest of the house.

`rules` decide and `configs` write, both pure; `gate`, `neighbours` and `uplink` are the ports to the box, with what stands
behind them; `service` answers phones, `watch` watches over it, `check` asks as a phone would.
"""
