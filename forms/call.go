package forms

import (
	"strings"

	"thoughtlyform/forms/week"
	"thoughtlyform/shared"
)

// Call is the call to the contact. Without it the form creates
// contacts only, and an automation at Thoughtly must call them.
type Call struct {
	Agent    Text       `json:"agent"`              // Thoughtly's id of the agent ("interview"), or one for each locale
	Metadata []string   `json:"metadata,omitempty"` // fields and ContextKeys that the agent may read during the call
	Hours    week.Hours `json:"hours,omitzero"`     // when the phone may ring; absent, the default hours
}

// HoldContact is the value of Definition.Hold that holds the contact itself.
const HoldContact = "contact"

// MetadataKey returns the name under which an agent reads a field or context: an
// attribute without its prefix.
func MetadataKey(name string) string { return strings.TrimPrefix(name, shared.AttributePrefix) }
