#!/bin/sh
# Provides WordPress with two themes, MariaDB, PHP and its linter, for make test-wordpress.
set -eu
for command in php phpcs mariadbd; do
	command -v "$command" >/dev/null || missing=1
done
[ -d /usr/share/wordpress/wp-content/themes/twentytwentyone ] || missing=1
[ -z "${missing:-}" ] && exit 0
exec "$(dirname "$0")/debian.sh" "The tests of the WordPress plugin need WordPress." \
	wordpress wordpress-theme-twentytwentythree wordpress-theme-twentytwentyone mariadb-server \
	php-cli php-mysql php-xml php-mbstring php-codesniffer
