package rtmsmock;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves parameters of the type {@link MockServer}; ends meetings; shows the log of tests that failed. */
public final class RtmsMockExtension implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(RtmsMockExtension.class);

  /** The server that all tests with the same flags share; the store closes it after the last test. */
  @SuppressWarnings("deprecation")
  private record Shared(MockServer server) implements AutoCloseable, ExtensionContext.Store.CloseableResource {
    @Override
    public void close() {
      server.close();
    }
  }

  /** The server of one test, and where the log was when it began. */
  private record OfTest(MockServer server, long begin) {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == MockServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(OfTest.class, key -> ofTest(context), OfTest.class)
        .server();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    OfTest test = context.getStore(NAMESPACE).get(OfTest.class, OfTest.class);
    if (test == null) return;
    try {
      // What is printed is in reports too, in the element system-out.
      if (context.getExecutionException().isPresent()) System.out.println(report(test));
    } finally {
      test.server().meetings().forEach(Meeting::end);
    }
  }

  private static OfTest ofTest(ExtensionContext context) {
    String[] args =
        context.getTestClass().map(type -> type.getAnnotation(RtmsMock.class)).map(RtmsMock::args).orElse(new String[0]);
    MockServer shared =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(List.of(args), key -> new Shared(MockServer.start(args)), Shared.class)
            .server();
    return new OfTest(shared.forOneTest(), shared.logPosition());
  }

  private static String report(OfTest test) {
    StringBuilder text = new StringBuilder("log of rtms-mock:\n").append(test.server().log(test.begin()));
    for (Meeting meeting : test.server().meetings()) {
      try {
        var problems = meeting.problems();
        if (!problems.isEmpty()) text.append('\n').append(Meeting.describe(problems));
      } catch (RtmsMockException error) {
        text.append('\n').append(error.getMessage());
      }
    }
    return text.toString();
  }
}
