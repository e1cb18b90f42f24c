package main

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

type settings struct {
	Modules map[string]struct {
		Enabled  bool           `json:"enabled"`
		Settings map[string]any `json:"settings"`
	} `json:"modules"`
}

type header struct {
	Alg string `json:"alg"`
}

type claims struct {
	Iss string  `json:"iss"`
	Iat float64 `json:"iat"`
	Exp float64 `json:"exp"`
	Nbf float64 `json:"nbf"`
}

type answer struct {
	Fqpn  string `json:"fqpn"`
	Value any    `json:"value"`
}

type server struct {
	home     string
	settings settings
}

var refused = errors.New("a valid token is needed")

// Settings are read once: hd-apiserve looks at each request whether their file is another one.
func peer(address, home string) {
	text, err := os.ReadFile(filepath.Join(home, "state/generations/current"))
	check(err)
	var generation struct{ Settings settings }
	check(json.Unmarshal(text, &generation))
	server := &server{home, generation.Settings}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/config/value", server.value)
	listener, err := net.Listen("tcp", address)
	check(err)
	fmt.Printf("{\"listening\":\"http://%s\"}\n", listener.Addr())
	check((&http.Server{Handler: mux, ReadHeaderTimeout: 15 * time.Second}).Serve(listener))
}

func (server *server) value(out http.ResponseWriter, request *http.Request) {
	out.Header().Set("Content-Type", "application/json")
	if err := server.authorise(request); err != nil {
		out.WriteHeader(http.StatusUnauthorized)
		json.NewEncoder(out).Encode(map[string]any{"status": 401, "title": err.Error()})
		return
	}
	name := request.URL.Query().Get("fqpn")
	value, found := server.find(name)
	if !found {
		out.WriteHeader(http.StatusNotFound)
		return
	}
	text, err := json.Marshal(answer{name, value})
	if err != nil {
		out.WriteHeader(http.StatusInternalServerError)
		return
	}
	out.Write(text)
}

// The token, signed with HS384 by an enabled module's key, which is read each time.
func (server *server) authorise(request *http.Request) error {
	token, found := strings.CutPrefix(request.Header.Get("Authorization"), "Bearer ")
	parts := strings.Split(token, ".")
	if !found || len(parts) != 3 {
		return refused
	}
	var header header
	var claims claims
	if decode(parts[0], &header) != nil || decode(parts[1], &claims) != nil || header.Alg != "HS384" {
		return refused
	}
	if module, known := server.settings.Modules[claims.Iss]; !known || !module.Enabled {
		return refused
	}
	key, err := os.ReadFile(filepath.Join(server.home, "modules", claims.Iss, "secrets/hyperdrive.key"))
	if err != nil {
		return refused
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return refused
	}
	code := hmac.New(sha512.New384, key)
	code.Write([]byte(token[:len(parts[0])+1+len(parts[1])]))
	now := float64(time.Now().Unix())
	late, early := claims.Exp+5 <= now, max(claims.Iat, claims.Nbf) > now+5
	if !hmac.Equal(code.Sum(nil), signature) || late || early || claims.Exp-claims.Iat > 60 {
		return refused
	}
	return nil
}

func decode(part string, into any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func (server *server) find(fqpn string) (any, bool) {
	module, path, found := strings.Cut(fqpn, ":")
	if !found {
		return nil, false
	}
	var value any = server.settings.Modules[module].Settings
	for _, part := range strings.Split(path, "/") {
		section, is := value.(map[string]any)
		if !is {
			return nil, false
		}
		if value, found = section[part]; !found {
			return nil, false
		}
	}
	return value, true
}
