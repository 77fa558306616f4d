module thoughtlyform/shared/phone/internal/gen

go 1.26.0

require thoughtlyform v0.0.0

replace thoughtlyform => ../../../..
