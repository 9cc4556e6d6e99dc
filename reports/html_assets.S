// Cucumber's HTML formatter, as npm brought it, inside the program: a report is one file and needs no installation.
// The include path names the formatter's dist folder.
    .section .rodata
    .global ordeal_html_template, ordeal_html_template_end, ordeal_html_icon, ordeal_html_icon_end
    .global ordeal_html_css, ordeal_html_css_end, ordeal_html_script, ordeal_html_script_end
ordeal_html_template:
    .incbin "src/index.mustache"
ordeal_html_template_end:
ordeal_html_icon:
    .incbin "src/icon.url"
ordeal_html_icon_end:
ordeal_html_css:
    .incbin "main.css"
ordeal_html_css_end:
ordeal_html_script:
    .incbin "main.js"
ordeal_html_script_end:
    .section .note.GNU-stack, "", %progbits
