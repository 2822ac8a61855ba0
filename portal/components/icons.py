"""The few line icons of the pages, drawn for this portal on a 24 x 24 grid (stroke, no fill)."""

PATHS = {
    "alert": "M12 3.5 2.5 20.5h19L12 3.5zM12 10v5M12 17.6v.4",
    "arrow-right": "M5 12h14M13 6l6 6-6 6",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "circle-check": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.3l2.8 2.8L16 9.8",
    "circle-x": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9 9l6 6M15 9l-6 6",
    "chevron-down": "M6 9l6 6 6-6",
    "chevron-left": "M15 6l-6 6 6 6",
    "chevron-right": "M9 6l6 6-6 6",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3 2",
    "document": "M6.5 3h8l4 4v14h-12zM14 3v4.5h4.5M9.5 12.5h6M9.5 16.5h6",
    "download": "M12 4v11M7.5 10.5 12 15l4.5-4.5M5 20h14",
    "folder": "M3.5 6.5h6l2 2.5h9v10h-17z",
    "home": "M4 11l8-7 8 7M6.5 9.5V20h11V9.5",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.6v.4",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5",
}
