// The page and, as npm brought it, Cucumber's HTML formatter, inside the program: a report is one file and needs no
// installation. The include path names the formatter's dist folder and that of the page.
    .section .rodata
    .global ordeal_html_template, ordeal_html_template_end, ordeal_html_icon, ordeal_html_icon_end
    .global ordeal_html_css, ordeal_html_css_end, ordeal_html_script, ordeal_html_script_end
    .global ordeal_html_cucumber_css, ordeal_html_cucumber_css_end
    .global ordeal_html_cucumber_script, ordeal_html_cucumber_script_end
ordeal_html_template:
    .incbin "page.html"
ordeal_html_template_end:
ordeal_html_css:
    .incbin "page.css"
ordeal_html_css_end:
ordeal_html_script:
    .incbin "page.js"
ordeal_html_script_end:
ordeal_html_icon:
    .incbin "src/icon.url"
ordeal_html_icon_end:
ordeal_html_cucumber_css:
    .incbin "main.css"
ordeal_html_cucumber_css_end:
ordeal_html_cucumber_script:
    .incbin "main.js"
ordeal_html_cucumber_script_end:
    .section .note.GNU-stack, "", %progbits
