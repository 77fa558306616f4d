package attack

import (
	"fmt"

	"thoughtlyform/lambda/intake"
)

// doors is about where a request comes from.
var doors = []row{
	{
		name:  "go_around_the_front_door",
		limit: 0,
		attack: func(d *deployment) int {
			for _, key := range []string{"", "guess", frontDoor + "x", frontDoor[1:]} {
				d.post(request{
					address: d.anywhere(), // a header that anybody can write
					headers: map[string]string{intake.OriginSecretHeader: key},
					lead:    d.proved(),
				})
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.config.OriginSecrets = nil },
	},
	{
		name:  "write_the_address_oneself",
		limit: 20,
		attack: func(d *deployment) int {
			for i := range 60 {
				fake := fmt.Sprintf("192.0.2.%d", i)
				d.post(request{
					address: "203.0.113.9",
					headers: map[string]string{
						"x-forwarded-for": fake, "x-real-ip": fake, "true-client-ip": fake,
						"cf-connecting-ip": fake, "forwarded": "for=" + fake, "x-client-ip": fake,
					},
					lead: d.proved(),
				})
			}
			return len(d.reached())
		},
		down: unlimited("per_address"),
	},
	{
		name:  "post_from_another_site",
		limit: 0,
		attack: func(d *deployment) int {
			for _, headers := range []map[string]string{
				{"origin": "https://evil.example"},
				{"origin": "https://www.example.com.evil.example"},
				{"origin": "https://evil.example/https://www.example.com"},
				{"origin": "http://www.example.com"},
				{"origin": "https://www.example.com:8443"},
				{"origin": "null"},
				{"origin": "", "referer": "https://evil.example/?https://www.example.com/"},
				{"origin": "", "referer": "https://www.example.com@evil.example/"},
				{"origin": "", "referer": ""}, // a browser that says cross-site and no more
			} {
				d.post(request{address: d.anywhere(), headers: headers, lead: d.proved()})
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.definition["origins"] = []any{"*"} },
	},
}
