/* What a terminal reports of the mouse: which button, what it did, and over which cell of the screen. */
#ifndef MWTOP_MOUSE_H
#define MWTOP_MOUSE_H

enum mouse_kind { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_DRAG /* moved with a button down */, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct mouse {
	enum mouse_kind kind;
	int button;   /* 0 left, 1 middle, 2 right; 0 for the wheel */
	int col, row; /* from 0; may lie outside of the screen, which may have shrunk since */
};

#endif
