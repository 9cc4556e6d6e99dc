// The official parser in Java, measured as harness/bench/parse.cpp measures ours. java Parse FOLDER [PASSES]
import io.cucumber.gherkin.GherkinParser;
import io.cucumber.messages.IdGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

public class Parse {
  static final List<byte[]> sources = new ArrayList<>();
  static long bytes;
  static long found;

  static class Counting implements IdGenerator {
    long next;

    @Override
    public String newId() {
      return Long.toString(next++);
    }
  }

  static double best(int passes, boolean pickles) throws Exception {
    double seconds = Double.MAX_VALUE;
    for (int pass = 0; pass < passes; ++pass) {
      GherkinParser parser = GherkinParser.builder().includeSource(false).includeGherkinDocument(!pickles)
          .includePickles(pickles).idGenerator(new Counting()).build();
      long from = System.nanoTime();
      found = 0;
      for (byte[] source : sources) found += parser.parse("a.feature", source).count();
      seconds = Math.min(seconds, (System.nanoTime() - from) / 1e9);
    }
    return bytes / 1e6 / seconds;
  }

  public static void main(String[] arguments) throws Exception {
    int passes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    try (var files = Files.newDirectoryStream(Path.of(arguments[0]), "*.feature")) {
      for (Path file : files) sources.add(Files.readAllBytes(file));
    }
    for (byte[] source : sources) bytes += source.length;
    double ast = best(passes, false);
    double pickles = best(passes, true);
    System.out.printf(Locale.ROOT, "{\"ast\": %.2f, \"pickles\": %.2f, \"found\": %d}%n", ast, pickles, found);
  }
}
