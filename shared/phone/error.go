package phone

// Error says why an input is no telephone number. The zero Error is none.
type Error uint8

// The errors are libphonenumber's own, except for NotLoaded.
const (
	NotANumber         Error = iota + 1 // no number
	InvalidCallingCode                  // no such calling code, or none given and no region to take it from
	TooShortAfterIDD                    // too few digits after the international prefix
	TooShort                            // fewer than two digits
	TooLong                             // more than MaxInput bytes or MaxNSN digits
	NotLoaded                           // the table of the calling code is missing; never outside of the browser
)

// Error returns the code's name in upper snake case, such as TOO_SHORT_AFTER_IDD.
func (e Error) Error() string {
	switch e {
	case NotANumber:
		return "NOT_A_NUMBER"
	case InvalidCallingCode:
		return "INVALID_COUNTRY_CODE"
	case TooShortAfterIDD:
		return "TOO_SHORT_AFTER_IDD"
	case TooShort:
		return "TOO_SHORT_NSN"
	case TooLong:
		return "TOO_LONG"
	case NotLoaded:
		return "NOT_LOADED"
	}
	return ""
}
