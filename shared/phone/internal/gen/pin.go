package main

import _ "thoughtlyform/shared/phone/internal/rangecoder"
