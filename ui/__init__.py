"""The frame of the screen: the script, login, filters, widgets and figures."""
