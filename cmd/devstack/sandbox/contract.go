package sandbox

import (
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// openapi.yaml is Thoughtly's published description, unchanged. call.yaml
// describes two more endpoints, after Thoughtly's documentation.
var (
	//go:embed openapi.yaml
	published []byte
	//go:embed call.yaml
	moreEndpoints []byte
)

const (
	createPath = "/contact/create"
	callPath   = "/contact/call"
	searchPath = "/contact"
	schemaRefs = "#/components/schemas/"

	tokenHeader = "x-api-token"
	teamHeader  = "team_id"
)

// contract holds the parts of the descriptions that the sandbox enforces: the
// bodies of POST /contact/create and POST /contact/call, the query of GET
// /contact, and the schema of responses. loadContract compares the description's
// authentication headers with those that the sandbox checks.
type contract struct {
	request  *schema
	call     *schema
	search   []parameter
	response *schema
}

// parameter is a query parameter. Minimum and Maximum are for integers.
type parameter struct {
	Name   string `yaml:"name"`
	In     string `yaml:"in"`
	Schema struct {
		Type    string   `yaml:"type"`
		Enum    []string `yaml:"enum"`
		Minimum *int     `yaml:"minimum"`
		Maximum *int     `yaml:"maximum"`
	} `yaml:"schema"`
}

type document struct {
	Security []map[string][]string `yaml:"security"`
	Paths    map[string]struct {
		Get struct {
			Parameters []parameter `yaml:"parameters"`
		} `yaml:"get"`
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

// loadMore reads call.yaml. Its responses have the schema of openapi.yaml.
func (c *contract) loadMore(text []byte) error {
	var doc document
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return fmt.Errorf("call.yaml: %w", err)
	}
	c.call = doc.Paths[callPath].Post.RequestBody.Content["application/json"].Schema
	c.search = doc.Paths[searchPath].Get.Parameters
	if c.call == nil || len(c.search) == 0 {
		return errors.New("call.yaml: lacks the body of POST " + callPath + " or the query of GET " + searchPath)
	}
	return nil
}

// checkQuery returns an error if the query of a search breaks the contract.
func (c *contract) checkQuery(query url.Values) error {
	for name, values := range query {
		i := slices.IndexFunc(c.search, func(p parameter) bool { return p.Name == name && p.In == "query" })
		if i < 0 {
			return fmt.Errorf("unknown parameter %q", name)
		}
		schema := c.search[i].Schema
		for _, value := range values {
			n, err := strconv.Atoi(value)
			switch {
			case schema.Type == "integer" && (err != nil || schema.Minimum != nil && n < *schema.Minimum || schema.Maximum != nil && n > *schema.Maximum),
				schema.Type == "boolean" && value != "true" && value != "false",
				len(schema.Enum) > 0 && !slices.Contains(schema.Enum, value):
				return fmt.Errorf("%s is not a value of %s", value, name)
			}
		}
	}
	return nil
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
		return nil, fmt.Errorf("openapi.yaml: the authentication headers are %v; the sandbox supports only %s and %s", headers, teamHeader, tokenHeader)
	}
	return c, nil
}
