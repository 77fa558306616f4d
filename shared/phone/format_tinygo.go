//go:build tinygo

package phone

// Setup unpacks them with the other tables.
var formatTable = &tables.Formats

// The module has neither heap nor threads: one of each serves all.
var (
	onlyTyping typing
	onlyTyped  [MaxInput]byte
)

func newTyping() *typing {
	onlyTyping = typing{}
	return &onlyTyping
}

func newTyped() *[MaxInput]byte { return &onlyTyped }
