package rtmsmock;

/** A call was refused, a wait was in vain, or the server cannot be used. The message says why, and what to do. */
public final class RtmsMockException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String code;
  private final int status;

  RtmsMockException(String message, String code, int status) {
    super(message);
    this.code = code;
    this.status = status;
  }

  /** Short and stable, for programs: the code of the HTTP API, such as {@code timeout}. */
  public String code() {
    return code;
  }

  /** HTTP status of the response; 0 if there was none. */
  public int status() {
    return status;
  }
}
