package rtmsmock;

/**
 * Credentials of the app under test.
 *
 * @param clientId OAuth client id
 * @param clientSecret key of handshake signatures
 * @param secretToken key of webhook signatures, and of the URL validation
 */
public record Credentials(String clientId, String clientSecret, String secretToken) {
  /** The client id alone: secrets are not shown. */
  @Override
  public String toString() {
    return "Credentials[" + clientId + "]";
  }
}
