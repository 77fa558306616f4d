<?php
/**
 * Installs the site: users of three roles, and the plugin with its setting.
 *
 * @package ThoughtlyForm
 */

define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = 'localhost';
require_once $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

// The mail that an installation sends has nowhere to go.
add_filter( 'pre_wp_mail', '__return_true' );
wp_install( 'Example Inc.', 'administrator', 'admin@example.com', false, '', 'test' );
foreach ( array( 'editor', 'author' ) as $role ) {
	wp_insert_user(
		array(
			'user_login' => $role,
			'user_pass'  => 'test',
			'user_email' => $role . '@example.com',
			'role'       => $role,
		)
	);
}
$error = activate_plugin( 'thoughtly-form/thoughtly-form.php' );
if ( is_wp_error( $error ) ) {
	echo $error->get_error_message();
	exit( 1 );
}
update_option( 'thoughtly_form_host', 'https://not-yet.invalid' );
set_theme_mod( 'background_color', '28303d' );
