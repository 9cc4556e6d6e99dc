@SEC-06 @sim @cpu
Feature: Requests of web pages

  A director without tokens serves its own machine. A web page in a browser there can send what a form can send, from a
  foreign origin, or under a name of its own that it lets resolve to a loopback address.

  Rule: what comes from elsewhere is refused, and nothing is run

    Scenario: foreign hosts, foreign origins and forms
      Given a director with 1 worker and 1 standby
      When requests with these headers come, which must get these answers:
        | method | Host                   | Origin                        | Content-Type                      | answer                     |
        | POST   | evil.example           |                               | application/json                  | 403 FORBIDDEN              |
        | POST   | localhost.evil.example |                               | application/json                  | 403 FORBIDDEN              |
        | POST   | 192.0.2.1:8460         |                               | application/json                  | 403 FORBIDDEN              |
        | GET    | evil.example           |                               |                                   | 403 FORBIDDEN              |
        | POST   |                        | http://evil.example           | application/json                  | 403 FORBIDDEN              |
        | POST   |                        | null                          | application/json                  | 403 FORBIDDEN              |
        | GET    |                        | http://127.0.0.1.evil.example |                                   | 403 FORBIDDEN              |
        | POST   |                        |                               | text/plain                        | 415 UNSUPPORTED_MEDIA_TYPE |
        | POST   |                        |                               | application/x-www-form-urlencoded | 415 UNSUPPORTED_MEDIA_TYPE |
        | POST   |                        |                               | multipart/form-data; boundary=x   | 415 UNSUPPORTED_MEDIA_TYPE |
        | POST   |                        |                               |                                   | 415 UNSUPPORTED_MEDIA_TYPE |
      Then each request got its answer
      And no slot was accepted

  Rule: its own machine is served under each of its names

    Scenario: loopback names and addresses
      Given a director with 1 worker and 1 standby
      When requests with these headers come, which must get these answers:
        | method | Host           | Origin                | Content-Type | answer |
        | GET    |                |                       |              | 200    |
        | GET    | localhost:1    |                       |              | 200    |
        | GET    | LOCALHOST      |                       |              | 200    |
        | GET    | 127.0.0.1:8460 |                       |              | 200    |
        | GET    | [::1]:8460     |                       |              | 200    |
        | GET    |                | http://localhost:3000 |              | 200    |
      Then each request got its answer
