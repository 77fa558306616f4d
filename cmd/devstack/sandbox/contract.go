package sandbox

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// openapi.yaml is Thoughtly's published description, unchanged.
//
//go:embed openapi.yaml
var published []byte

const (
	createPath = "/contact/create"
	schemaRefs = "#/components/schemas/"

	tokenHeader = "x-api-token"
	teamHeader  = "team_id"
)

// contract is what the sandbox enforces of the description: the body of
// POST /contact/create and the shape of every answer. The headers that identify
// a caller are checked against the description once, when it is loaded.
type contract struct {
	request  *schema
	response *schema
}

type document struct {
	Security []map[string][]string `yaml:"security"`
	Paths    map[string]struct {
		Post struct {
			RequestBody struct {
				Content map[string]struct {
					Schema *schema `yaml:"schema"`
				} `yaml:"content"`
			} `yaml:"requestBody"`
			Responses map[string]struct {
				Content map[string]struct {
					Schema *schema `yaml:"schema"`
				} `yaml:"content"`
			} `yaml:"responses"`
		} `yaml:"post"`
	} `yaml:"paths"`
	Components struct {
		Schemas         map[string]*schema `yaml:"schemas"`
		SecuritySchemes map[string]struct {
			Type string `yaml:"type"`
			In   string `yaml:"in"`
			Name string `yaml:"name"`
		} `yaml:"securitySchemes"`
	} `yaml:"components"`
}

func loadContract(text []byte) (*contract, error) {
	var doc document
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	c := &contract{}
	var headers []string
	create := doc.Paths[createPath].Post
	c.request = create.RequestBody.Content["application/json"].Schema
	c.response = create.Responses["200"].Content["application/json"].Schema
	if c.response != nil && c.response.Ref != "" {
		c.response = doc.Components.Schemas[strings.TrimPrefix(c.response.Ref, schemaRefs)]
	}
	if c.request == nil || c.response == nil {
		return nil, errors.New("openapi.yaml: POST " + createPath + " lacks the schema of its body or of its answer")
	}
	for _, together := range doc.Security {
		for name := range together {
			scheme := doc.Components.SecuritySchemes[name]
			if scheme.Type != "apiKey" || scheme.In != "header" {
				return nil, fmt.Errorf("openapi.yaml: the sandbox does not enforce the security scheme %s", name)
			}
			headers = append(headers, scheme.Name)
		}
	}
	slices.Sort(headers)
	if !slices.Equal(headers, []string{teamHeader, tokenHeader}) {
		return nil, fmt.Errorf("openapi.yaml: the headers %v identify a caller; the sandbox knows %s and %s", headers, teamHeader, tokenHeader)
	}
	return c, nil
}
