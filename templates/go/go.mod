module my-license-server

go 1.21
