module thoughtlyform

go 1.26
