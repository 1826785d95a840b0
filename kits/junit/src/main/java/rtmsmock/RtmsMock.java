package rtmsmock;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gives tests of a class a {@link MockServer} as a parameter. Classes with the same flags share one server. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RtmsMockExtension.class)
public @interface RtmsMock {
  /** Flags of {@code rtms-mock serve}, such as {@code {"--speed", "5"}}. */
  String[] args() default {};
}
