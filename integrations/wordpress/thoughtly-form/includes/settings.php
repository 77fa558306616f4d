<?php
/**
 * The settings page: the stack's address, a test of the connection, the forms.
 *
 * @package ThoughtlyForm
 */

defined( 'ABSPATH' ) || exit;

add_action( 'admin_menu', 'thoughtly_form_menu' );
add_action( 'admin_init', 'thoughtly_form_settings' );
add_filter( 'plugin_action_links_' . plugin_basename( THOUGHTLY_FORM_FILE ), 'thoughtly_form_links' );

/**
 * Adds the page to the menu.
 */
function thoughtly_form_menu() {
	add_options_page( __( 'Thoughtly form', 'thoughtly-form' ), __( 'Thoughtly form', 'thoughtly-form' ), 'manage_options', 'thoughtly-form', 'thoughtly_form_page' );
}

/**
 * Adds a link to the settings in the list of plugins.
 *
 * @param array $links Links that are there.
 * @return array
 */
function thoughtly_form_links( $links ) {
	array_unshift( $links, '<a href="' . esc_url( admin_url( 'options-general.php?page=thoughtly-form' ) ) . '">' . esc_html__( 'Settings', 'thoughtly-form' ) . '</a>' );
	return $links;
}

/**
 * Registers the one setting.
 */
function thoughtly_form_settings() {
	register_setting(
		'thoughtly_form',
		'thoughtly_form_host',
		array(
			'type'              => 'string',
			'sanitize_callback' => 'thoughtly_form_sanitize_host',
		)
	);
}

/**
 * The address to store; the one before where the new one cannot be used.
 *
 * @param mixed $typed The field's value.
 * @return string
 */
function thoughtly_form_sanitize_host( $typed ) {
	$origin = thoughtly_form_origin( $typed );
	if ( '' === $origin && '' !== trim( (string) $typed ) ) {
		add_settings_error( 'thoughtly_form_host', 'thoughtly_form_host', __( 'The address must begin with https://, such as https://forms.example.com.', 'thoughtly-form' ) );
		return thoughtly_form_host();
	}
	delete_transient( 'thoughtly_form_list' );
	return $origin;
}

/**
 * The site's origin, which the stack has to allow.
 *
 * @return string
 */
function thoughtly_form_site_origin() {
	$parts = wp_parse_url( home_url() );
	return $parts['scheme'] . '://' . $parts['host'] . ( empty( $parts['port'] ) ? '' : ':' . $parts['port'] );
}

/**
 * Whether the stack takes submissions of this site, by the preflight request
 * that a visitor's browser would send.
 *
 * @return bool
 */
function thoughtly_form_site_is_allowed() {
	$response = wp_remote_request(
		thoughtly_form_host() . '/contacts',
		array(
			'method'  => 'OPTIONS',
			'timeout' => 5,
			'headers' => array(
				'Origin'                         => thoughtly_form_site_origin(),
				'Access-Control-Request-Method'  => 'POST',
				'Access-Control-Request-Headers' => 'content-type',
			),
		)
	);
	return wp_remote_retrieve_header( $response, 'access-control-allow-origin' ) === thoughtly_form_site_origin();
}

/**
 * Prints the page. The connection is tested each time it opens.
 */
function thoughtly_form_page() {
	?>
	<div class="wrap">
		<h1><?php esc_html_e( 'Thoughtly form', 'thoughtly-form' ); ?></h1>
		<form method="post" action="options.php">
			<?php settings_fields( 'thoughtly_form' ); ?>
			<table class="form-table" role="presentation"><tr>
				<th scope="row"><label for="thoughtly_form_host"><?php esc_html_e( 'Address of your stack', 'thoughtly-form' ); ?></label></th>
				<td>
					<input class="regular-text code" type="url" id="thoughtly_form_host" name="thoughtly_form_host" placeholder="https://forms.example.com" value="<?php echo esc_attr( thoughtly_form_host() ); ?>">
					<p class="description"><?php esc_html_e( 'make deploy prints it.', 'thoughtly-form' ); ?></p>
				</td>
			</tr></table>
			<?php submit_button( __( 'Save and test the connection', 'thoughtly-form' ) ); ?>
		</form>
		<?php
		if ( '' !== thoughtly_form_host() ) {
			thoughtly_form_connection();
		}
		?>
	</div>
	<?php
}

/**
 * Prints what the test of the connection found, and the forms.
 */
function thoughtly_form_connection() {
	$forms = thoughtly_form_list();
	if ( is_wp_error( $forms ) ) {
		thoughtly_form_message( 'error', __( 'The stack cannot be reached.', 'thoughtly-form' ) . ' ' . $forms->get_error_message() );
		return;
	}
	if ( thoughtly_form_site_is_allowed() ) {
		thoughtly_form_message( 'success', __( 'Connected. The stack takes submissions of this site.', 'thoughtly-form' ) );
	} else {
		/* translators: %s: an origin, such as https://www.example.com. */
		$message = __( 'Connected, but the stack refuses submissions of this site: add %s to AllowedOrigins of the stack.', 'thoughtly-form' );
		thoughtly_form_message( 'warning', sprintf( $message, thoughtly_form_site_origin() ) );
	}
	?>
	<h2><?php esc_html_e( 'Forms', 'thoughtly-form' ); ?></h2>
	<table class="widefat striped">
		<thead><tr>
			<th scope="col"><?php esc_html_e( 'Title', 'thoughtly-form' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Shortcode', 'thoughtly-form' ); ?></th>
			<th scope="col"><?php esc_html_e( 'Hosted page', 'thoughtly-form' ); ?></th>
		</tr></thead>
		<tbody>
		<?php foreach ( $forms as $form ) : ?>
			<tr>
				<td><?php echo esc_html( $form['title'] ); ?></td>
				<td><code>[thoughtly_form id="<?php echo esc_html( $form['id'] ); ?>"]</code></td>
				<td><a href="<?php echo esc_url( thoughtly_form_host() . '/f/' . $form['id'] ); ?>"><?php echo esc_html( thoughtly_form_host() . '/f/' . $form['id'] ); ?></a></td>
			</tr>
		<?php endforeach; ?>
		</tbody>
	</table>
	<?php
}

/**
 * Prints a notice.
 *
 * @param string $type    Kind: error, warning or success.
 * @param string $message Plain text.
 */
function thoughtly_form_message( $type, $message ) {
	printf( '<div class="notice notice-%1$s inline"><p>%2$s</p></div>', esc_attr( $type ), esc_html( $message ) );
}
