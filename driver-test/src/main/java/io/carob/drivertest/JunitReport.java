package io.carob.drivertest;

import io.carob.tck.TckFailure;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The same in the form that build servers read: JUnit's XML. */
final class JunitReport {

  private final XMLStreamWriter xml;

  private JunitReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  static void print(Outcome outcome, PrintStream out) {
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
      new JunitReport(xml).print(outcome);
      xml.flush();
      out.println();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void print(Outcome outcome) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("testsuites");
    for (Outcome.Run run : outcome.runs()) {
      start("testsuite", run.title());
      count("tests", run.results().size());
      count("failures", run.results().stream().filter(Result::isFailed).count());
      count("skipped", run.results().stream().filter(one -> !one.leftOut().isEmpty()).count());
      for (Result result : run.results()) {
        test(run, result);
      }
      xml.writeEndElement();
    }
    findings(outcome.findings());
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void test(Outcome.Run run, Result result) throws XMLStreamException {
    start("testcase", result.title());
    xml.writeAttribute("classname", run.driver().className());
    xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", result.nanos() / 1e9));
    if (result.failure().isPresent()) {
      TckFailure failure = result.failure().get();
      failure(failure.seen().lines().findFirst().orElse(""), String.valueOf(failure.getMessage()));
    } else if (!result.leftOut().isEmpty()) {
      xml.writeStartElement("skipped");
      xml.writeAttribute("message", clean(result.leftOut()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void findings(List<Finding> findings) throws XMLStreamException {
    start("testsuite", "the jar");
    count("tests", findings.size());
    count("failures", findings.stream().filter(Finding::problem).count());
    for (Finding finding : findings) {
      start("testcase", finding.found());
      if (finding.problem()) {
        failure(finding.found(), finding.wayOut());
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void failure(String message, String text) throws XMLStreamException {
    xml.writeStartElement("failure");
    xml.writeAttribute("message", clean(message));
    xml.writeCharacters(clean(text));
    xml.writeEndElement();
  }

  private void start(String element, String name) throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeAttribute("name", clean(name));
  }

  private void count(String attribute, long number) throws XMLStreamException {
    xml.writeAttribute(attribute, Long.toString(number));
  }

  /** Without what XML cannot hold. */
  private static String clean(String text) {
    return text.replaceAll("[^\\t\\n\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
  }
}
