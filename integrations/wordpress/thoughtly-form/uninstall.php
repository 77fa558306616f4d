<?php
/**
 * Removes what the plugin stored; transients expire by themselves.
 *
 * @package ThoughtlyForm
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'thoughtly_form_host' );
