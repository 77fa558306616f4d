package forms

import (
	"strings"

	"thoughtlyform/forms/week"
	"thoughtlyform/shared"
)

// Call describes the call to the contact. A form without it only creates
// contacts, and an automation at Thoughtly must call them.
type Call struct {
	Agent    Text       `json:"agent"`              // id of the agent (Thoughtly's API calls it interview), or one for each locale
	Metadata []string   `json:"metadata,omitempty"` // fields and ContextKeys that are sent with the call
	Hours    week.Hours `json:"hours,omitzero"`     // when the phone may ring; default week.Default
}

// HoldContact is the value of Definition.Hold that delays the contact until its
// phone may ring.
const HoldContact = "contact"

// MetadataKey returns the metadata key of a field or context key: the name of an
// attribute without its prefix, any other name as it is.
func MetadataKey(name string) string { return strings.TrimPrefix(name, shared.AttributePrefix) }
